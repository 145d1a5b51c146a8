/** Every sampler of the web UI, with the short names that its list tells. */
export const samplers: readonly { name: string; aliases: readonly string[] }[] = [
  { name: "DPM++ 2M", aliases: ["k_dpmpp_2m"] },
  { name: "DPM++ SDE", aliases: ["k_dpmpp_sde"] },
  { name: "DPM++ 2M SDE", aliases: ["k_dpmpp_2m_sde"] },
  { name: "DPM++ 2M SDE Heun", aliases: ["k_dpmpp_2m_sde_heun"] },
  { name: "DPM++ 2S a", aliases: ["k_dpmpp_2s_a"] },
  { name: "DPM++ 3M SDE", aliases: ["k_dpmpp_3m_sde"] },
  { name: "Euler a", aliases: ["k_euler_a", "k_euler_ancestral"] },
  { name: "Euler", aliases: ["k_euler"] },
  { name: "LMS", aliases: ["k_lms"] },
  { name: "Heun", aliases: ["k_heun"] },
  { name: "DPM2", aliases: ["k_dpm_2"] },
  { name: "DPM2 a", aliases: ["k_dpm_2_a"] },
  { name: "DPM fast", aliases: ["k_dpm_fast"] },
  { name: "DPM adaptive", aliases: ["k_dpm_ad"] },
  { name: "Restart", aliases: ["restart"] },
  { name: "DDIM", aliases: ["ddim"] },
  { name: "PLMS", aliases: ["plms"] },
  { name: "UniPC", aliases: ["unipc"] },
  { name: "LCM", aliases: ["k_lcm"] },
];

const schedules = / (?:Automatic|Uniform|Karras|Exponential|Polyexponential|SGM Uniform)$/u;

/** Finds a sampler by its name, a schedule behind it or not, as in "DPM++ 2M Karras". */
export function samplerNamed(name: string): string | undefined {
  const bare = name.replace(schedules, "");
  return samplers.find((one) => one.name === bare)?.name;
}

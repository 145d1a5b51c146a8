const gibibyte = 1024 ** 3;

/** What `GET /system_stats` tells of a machine with one graphics card. */
export const systemStats = {
  system: {
    os: "linux",
    ram_total: 32 * gibibyte,
    ram_free: 20 * gibibyte,
    comfyui_version: "0.3.76",
    python_version: "3.12.7",
    pytorch_version: "2.8.0+cu128",
    embedded_python: false,
    argv: ["main.py", "--listen"],
  },
  devices: [
    {
      name: "cuda:0 NVIDIA GeForce RTX 4090 : cudaMallocAsync",
      type: "cuda",
      index: 0,
      vram_total: 24 * gibibyte,
      vram_free: 22 * gibibyte,
      torch_vram_total: 0,
      torch_vram_free: 0,
    },
  ],
};

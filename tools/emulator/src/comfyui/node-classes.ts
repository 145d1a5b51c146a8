/** What an input of a node takes: a link to what another node makes, or a value. */
export type InputKind =
  | { link: string }
  | { number: readonly [least: number, most: number] }
  | { text: true }
  | { choice: readonly string[] }
  | { modelFile: true }
  | { picture: true };

/** A class of nodes as far as it is checked: what it needs and what it makes. */
export interface NodeClass {
  needs: Readonly<Record<string, InputKind>>;
  makes: readonly string[];
  saves?: "output" | "temp";
}

const link = (type: string): InputKind => ({ link: type });
const between = (least: number, most: number): InputKind => ({ number: [least, most] });
const text: InputKind = { text: true };
const modelFile: InputKind = { modelFile: true };

const mostSide = 16_384;
const mostSeed = 2 ** 64;
const emptyLatent: NodeClass = {
  needs: {
    width: between(16, mostSide),
    height: between(16, mostSide),
    batch_size: between(1, 4096),
  },
  makes: ["LATENT"],
};
const samplers = (
  "euler euler_cfg_pp euler_ancestral euler_ancestral_cfg_pp heun heunpp2 exp_heun_2_x0 exp_heun_2_x0_sde dpm_2 dpm_2_ancestral lms " +
  "dpm_fast dpm_adaptive dpmpp_2s_ancestral dpmpp_2s_ancestral_cfg_pp dpmpp_sde dpmpp_sde_gpu dpmpp_2m dpmpp_2m_cfg_pp dpmpp_2m_sde " +
  "dpmpp_2m_sde_gpu dpmpp_2m_sde_heun dpmpp_2m_sde_heun_gpu dpmpp_3m_sde dpmpp_3m_sde_gpu ddpm lcm ipndm ipndm_v deis res_multistep " +
  "res_multistep_cfg_pp res_multistep_ancestral res_multistep_ancestral_cfg_pp gradient_estimation gradient_estimation_cfg_pp er_sde " +
  "seeds_2 seeds_3 sa_solver sa_solver_pece ddim uni_pc uni_pc_bh2"
).split(" ");
const schedulers =
  "simple sgm_uniform karras exponential ddim_uniform beta normal linear_quadratic kl_optimal".split(
    " ",
  );

/** The classes whose inputs are checked. */
export const checkedClasses: Readonly<Record<string, NodeClass>> = {
  CheckpointLoaderSimple: { needs: { ckpt_name: modelFile }, makes: ["MODEL", "CLIP", "VAE"] },
  UNETLoader: { needs: { unet_name: modelFile }, makes: ["MODEL"] },
  VAELoader: { needs: { vae_name: modelFile }, makes: ["VAE"] },
  CLIPLoader: { needs: { clip_name: modelFile }, makes: ["CLIP"] },
  DualCLIPLoader: { needs: { clip_name1: modelFile, clip_name2: modelFile }, makes: ["CLIP"] },
  CLIPTextEncode: { needs: { text, clip: link("CLIP") }, makes: ["CONDITIONING"] },
  EmptyLatentImage: emptyLatent,
  EmptySD3LatentImage: emptyLatent,
  EmptyFlux2LatentImage: emptyLatent,
  KSampler: {
    needs: {
      model: link("MODEL"),
      seed: between(0, mostSeed),
      steps: between(1, 10_000),
      cfg: between(0, 100),
      sampler_name: { choice: samplers },
      scheduler: { choice: schedulers },
      positive: link("CONDITIONING"),
      negative: link("CONDITIONING"),
      latent_image: link("LATENT"),
      denoise: between(0, 1),
    },
    makes: ["LATENT"],
  },
  VAEDecode: { needs: { samples: link("LATENT"), vae: link("VAE") }, makes: ["IMAGE"] },
  VAEEncode: { needs: { pixels: link("IMAGE"), vae: link("VAE") }, makes: ["LATENT"] },
  LoadImage: { needs: { image: { picture: true } }, makes: ["IMAGE", "MASK"] },
  ImageScale: {
    needs: {
      image: link("IMAGE"),
      upscale_method: {
        choice: ["nearest-exact", "bilinear", "area", "bicubic", "lanczos"],
      },
      width: between(0, mostSide),
      height: between(0, mostSide),
      crop: { choice: ["disabled", "center"] },
    },
    makes: ["IMAGE"],
  },
  SaveImage: {
    needs: { images: link("IMAGE"), filename_prefix: text },
    makes: ["IMAGE"],
    saves: "output",
  },
  PreviewImage: { needs: { images: link("IMAGE") }, makes: ["IMAGE"], saves: "temp" },
};

const uncheckedClasses = new Set(
  (
    "KSamplerAdvanced SamplerCustom SamplerCustomAdvanced KSamplerSelect BasicScheduler BasicGuider CFGGuider RandomNoise DisableNoise " +
    "Flux2Scheduler SDTurboScheduler AlignYourStepsScheduler CheckpointLoader unCLIPCheckpointLoader DiffusersLoader LoraLoader " +
    "LoraLoaderModelOnly TripleCLIPLoader QuadrupleCLIPLoader CLIPVisionLoader CLIPVisionEncode StyleModelLoader StyleModelApply " +
    "ControlNetLoader DiffControlNetLoader ControlNetApply ControlNetApplyAdvanced GLIGENLoader GLIGENTextBoxApply CLIPSetLastLayer " +
    "CLIPTextEncodeSDXL CLIPTextEncodeSDXLRefiner CLIPTextEncodeSD3 CLIPTextEncodeFlux CLIPTextEncodeLumina2 CLIPTextEncodeHiDream " +
    "CLIPTextEncodeHunyuanDiT TextEncodeQwenImageEdit TextEncodeQwenImageEditPlus FluxGuidance FluxKontextImageScale ReferenceLatent " +
    "ModelSamplingFlux ModelSamplingSD3 ModelSamplingAuraFlow ModelSamplingDiscrete CFGNorm FreeU FreeU_V2 ConditioningAverage " +
    "ConditioningCombine ConditioningConcat ConditioningMultiply ConditioningSetArea ConditioningSetAreaPercentage " +
    "ConditioningSetAreaStrength ConditioningSetMask ConditioningZeroOut ConditioningSetTimestepRange unCLIPConditioning " +
    "InpaintModelConditioning VAEDecodeTiled VAEEncodeTiled VAEEncodeForInpaint LatentUpscale LatentUpscaleBy LatentFromBatch " +
    "RepeatLatentBatch LatentComposite LatentBlend LatentRotate LatentFlip LatentCrop SetLatentNoiseMask LoadLatent SaveLatent " +
    "EmptyChromaRadianceLatentImage EmptyQwenImageLayeredLatentImage LoadImageMask LoadImageOutput ImageScaleBy ImageScaleToTotalPixels " +
    "ImageScaleToMaxDimension ImageInvert ImageBatch ImagePadForOutpaint ImageStitch ImageCrop ImageUpscaleWithModel UpscaleModelLoader " +
    "EmptyImage GetImageSize PrimitiveString PrimitiveStringMultiline PrimitiveInt PrimitiveFloat PrimitiveBoolean StringConcatenate"
  ).split(" "),
);

/** Tells whether a class came with ComfyUI; what others have added to theirs is not installed here. */
export function isKnownClass(name: string): boolean {
  return Object.hasOwn(checkedClasses, name) || uncheckedClasses.has(name);
}

/** The inputs in which the classes that read a prompt hold its words. */
export const wordInputs: Readonly<Record<string, readonly string[]>> = {
  CLIPTextEncode: ["text"],
  CLIPTextEncodeSDXL: ["text_g", "text_l"],
  CLIPTextEncodeSDXLRefiner: ["text"],
  CLIPTextEncodeSD3: ["clip_l", "clip_g", "t5xxl"],
  CLIPTextEncodeFlux: ["clip_l", "t5xxl"],
  CLIPTextEncodeLumina2: ["user_prompt"],
  CLIPTextEncodeHiDream: ["clip_l", "clip_g", "t5xxl", "llama"],
  CLIPTextEncodeHunyuanDiT: ["bert", "mt5xl"],
  TextEncodeQwenImageEdit: ["prompt"],
  TextEncodeQwenImageEditPlus: ["prompt"],
};

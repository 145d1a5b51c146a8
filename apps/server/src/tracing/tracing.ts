/** What OpenTelemetry's variables say; where spans go and with which headers its exporter reads itself. */
export type Tracing = {
  serviceName: string;
  sampler:
    | "parentbased_always_on"
    | "parentbased_always_off"
    | "parentbased_traceidratio"
    | "always_on"
    | "always_off"
    | "traceidratio";
  /** Of new traces, for the samplers that have one. */
  ratio: number;
};

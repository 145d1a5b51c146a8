/** The condition that the gate of an account, a row `p` of paces, is closed; one from before the clock was put back is not. */
export const isGated = "(p.gate_until > now() and p.gate_set_at <= now())";

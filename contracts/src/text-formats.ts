import { z } from "zod";

/** An id that the server gave. */
export const uuid = z.string().meta({ format: "uuid" });

/** A moment in ISO 8601, always in UTC. */
export const moment = z.string().meta({ format: "date-time" });

/** An absolute address. */
export const address = z.string().meta({ format: "uri" });

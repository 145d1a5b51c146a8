import type { RequestHandler } from "express";
import helmet from "helmet";

/**
 * The headers that keep the page to its own code; pictures and calls may also go to PUBLIC_URL, as absolute addresses begin
 * with it, and to where people sign in and pictures lie.
 */
export function securityHeaders(
  publicUrl: string | undefined,
  supabaseUrl: string | undefined,
): RequestHandler {
  const own = ["'self'", ...[publicUrl, supabaseUrl].filter((url) => url !== undefined)];
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        scriptSrcAttr: ["'none'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: [...own, "blob:", "data:"],
        connectSrc: own,
        fontSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // Without it a browser that hides the referrer would send `Origin: null` with our own forms.
    referrerPolicy: { policy: "same-origin" },
    strictTransportSecurity: publicUrl?.startsWith("https:") ?? false,
  });
}

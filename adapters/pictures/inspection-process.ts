import { forbidOtherLoaders } from "./decoding-guards.ts";
import { inspectPicture } from "./inspect-picture.ts";
import { serveInspections } from "./serve-inspections.ts";

forbidOtherLoaders();
await serveInspections(inspectPicture);

/** Ids in the document's examples: whoever sends an example puts real ones in their place. */
export const exampleExecutionId = "7b0c5a7e-3c1f-4d0e-9a55-2f6d1c8e4b90";
export const exampleResultId = "3d9e2f60-58b4-4c17-a1f3-7e20b6c4d985";
export const exampleTokenId = "c5e8a1f4-7d29-4b06-93ae-0f1b6d84c2e7";
export const exampleUserId = "00000000-0000-4000-8000-000000000001";
export const exampleWorkflowId = "f2a4c1d8-6e37-4b59-8d0a-91c3e5b7a246";
export const exampleSetId = "4e9d71b0-c583-4f2a-8b16-a0d3e6f2795c";
export const exampleKeyId = "5c8e1f92-0b6d-4a73-b2e4-d7190f3a6c58";
export const exampleWebhookId = "9b6f0d23-41a8-4e5c-8f17-c2d5ab309e64";
export const exampleDeliveryId = "e17c4b98-2f60-4d3a-b5c9-60a1f7d8423e";

/** A PNG of 2 × 2 red pixels, in base64: the smallest reference picture. */
export const examplePicture =
  "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAMAAABFaP0WAAAAA1BMVEXMMzN0dFbYAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAC0lEQVQImWNgAAEAAAYAAeaH/n8AAAAASUVORK5CYII=";

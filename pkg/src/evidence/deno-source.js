// The module as a part of Deno's module graph, for which nothing has to be allowed.
// @ts-expect-error: TypeScript does not know source phase imports yet.
export const compiled = await import.source('../../wasm/evidence_bg.wasm');

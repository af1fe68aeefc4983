/** The compiled module, where importing a `.wasm` file gives one. */
declare const compiled: WebAssembly.Module;
export default compiled;

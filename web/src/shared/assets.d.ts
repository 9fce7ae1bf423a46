// The types of imported files that are not scripts.
declare module "*.scss";

declare module "*?url" {
  const url: string;
  export default url;
}

// Only in tests, whose bundle holds such files itself.
declare module "*.png" {
  const bytes: Uint8Array;
  export default bytes;
}


// What the build makes of files that are no scripts.
declare module "*.scss";

declare module "*?url" {
  const url: string;
  export default url;
}

// The types of imported files that are not scripts.
declare module "*.scss";

declare module "*?url" {
  const url: string;
  export default url;
}

// govuk-frontend publishes no types. These are the parts we use:
declare module "govuk-frontend/dist/govuk/init.mjs" {
  export function createAll(component: unknown, config?: Record<string, unknown>): unknown[];
}
declare module "govuk-frontend/dist/govuk/components/*.mjs" {
  export const Button: unknown;
  export const CharacterCount: unknown;
  export const Checkboxes: unknown;
  export const ErrorSummary: unknown;
  export const NotificationBanner: unknown;
  export const ServiceNavigation: unknown;
  export const SkipLink: unknown;
}

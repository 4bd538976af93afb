/** What JSON can hold. Everything relspec stores, digests or hands to a plugin is of this type. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export type JsonObject = { readonly [key: string]: Json };

import { duration, text } from "./common.ts";

const oneOrMore = <const I extends object>(item: I, description: string) =>
  ({ description, anyOf: [item, { type: "array", minItems: 1, items: item }] }) as const;

const claims = (description: string) =>
  ({
    type: "object",
    minProperties: 1,
    description,
    additionalProperties: oneOrMore({ type: "string", minLength: 1 }, "The value, or a list of which one is enough."),
  }) as const;

const address = "^(?:https://|http://(?:127\\.0\\.0\\.1|localhost|\\[::1\\])(?:[:/]|$))";

const keys = {
  email: oneOrMore(
    { type: "string", pattern: "^[^@\\s]+@[^@\\s]+$" },
    "Addresses of theirs in git, as author and committer.",
  ),
  ssh: oneOrMore(
    { type: "string", pattern: "^(?:SHA256:[A-Za-z0-9+/=]+|(?:ssh|ecdsa|sk)-\\S+ [A-Za-z0-9+/=]+(?: .*)?)$" },
    "Their SSH keys: a fingerprint (`ssh-keygen -lf FILE`), or the public key itself.",
  ),
  gpg: oneOrMore(
    { type: "string", pattern: "^(?:0[xX])?(?:[0-9A-Fa-f] *){40}(?:(?:[0-9A-Fa-f] *){24})?$" },
    "Their GPG keys: the whole fingerprint of the primary key.",
  ),
  oidc: oneOrMore(
    {
      anyOf: [
        { type: "string", minLength: 1 },
        {
          type: "object",
          additionalProperties: false,
          anyOf: [{ required: ["subject"] }, { required: ["claims"] }],
          properties: {
            issuer: text("Name of one of policy.issuers; default any of them."),
            subject: text("The token's `sub`."),
            claims: claims("What the token has to claim, for example { actor: ana }."),
          },
        },
      ],
    },
    "Identity tokens that are theirs: a subject, or { issuer, subject, claims }.",
  ),
} as const;

const delegate = {
  type: "object",
  additionalProperties: false,
  anyOf: [{ required: ["email"] }, { required: ["ssh"] }, { required: ["gpg"] }, { required: ["oidc"] }],
  properties: {
    ...keys,
    until: { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}$", description: "Last day, in UTC; default no end." },
  },
} as const;

const identity = {
  type: "object",
  additionalProperties: false,
  anyOf: [{ required: ["email"] }, { required: ["ssh"] }, { required: ["gpg"] }, { required: ["oidc"] }],
  properties: {
    ...keys,
    delegates: {
      type: "array",
      minItems: 1,
      items: delegate,
      description: "Who may decide in their place: `relspec approve --for ADDRESS`. It is on record who did.",
    },
  },
} as const;

/** Members of a role: one entry for each person, with all their keys. */
export const identities = { type: "array", minItems: 1, items: identity, description: "Members of the role." } as const;

/** One issuer of identity tokens. */
export const issuer = {
  type: "object",
  additionalProperties: false,
  required: ["name", "issuer", "audience", "claims"],
  properties: {
    name: text("Name, for the roles to refer to."),
    issuer: {
      type: "string",
      pattern: address,
      description: "The token's `iss`: https://token.actions.githubusercontent.com, https://gitlab.com.",
    },
    audience: text("The token's `aud`."),
    jwks: {
      type: "string",
      pattern: address,
      description: "Address of its keys; default what its discovery document names.",
    },
    claims: claims("What every token has to claim: without it, jobs of all the world would do."),
  },
} as const;

export const waivers = {
  type: "array",
  description: "Who may waive gates; without it nobody may. Never a role that the gate itself asks for.",
  items: {
    type: "object",
    additionalProperties: false,
    required: ["by"],
    properties: {
      by: text("Name of the role; its quorum says how many must waive."),
      gates: {
        type: "array",
        minItems: 1,
        items: { type: "string", pattern: "^[A-Za-z0-9@._:/*-]+$" },
        description: "Ids of gates, kinds, or globs such as prepare/*; default all.",
      },
      longest: { ...duration, description: "How long a waiver may last; default P30D." },
    },
  },
} as const;

export const floor = {
  description:
    "A policy that this spec may tighten and never loosen: a preset, as in extends; part of the spec by being named.",
  oneOf: [
    { type: "string", minLength: 1 },
    {
      type: "object",
      additionalProperties: false,
      required: ["preset"],
      properties: {
        preset: text("Path or package of the policy."),
        digest: {
          type: "string",
          pattern: "^sha256:[0-9a-f]{64}$",
          description: "Digest of what it says; another policy of that name is refused.",
        },
      },
    },
  ],
} as const;

import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import {
  absent,
  type Action,
  conflict,
  defineAction,
  type Finding,
  present,
  type ReadContext,
  RelspecError,
  unknown,
} from "@relspec/core";
import { type Digest, digestOf } from "./digest.ts";
import { readImageName, versionTag } from "./image-name.ts";
import { imageVersion } from "./image-version.ts";
import { type Manifest, mediaTypes, readManifest } from "./manifest.ts";
import type { DockerOptions } from "./options.ts";
import type { PushResult } from "./push-action.ts";
import { putTag } from "./put-tag.ts";
import { putBlob } from "./registry/blobs.ts";
import { getManifest } from "./registry/manifests.ts";
import { askRepository, openRepository } from "./registry/open-registry.ts";
import { pushStep } from "./tag-action.ts";

export type SignTarget = {
  readonly image: string;
  readonly version: string;
  readonly push: string;
  /** As the spec writes it: `{{secrets.NAME}}`. */
  readonly key: string;
};

export type SignResult = { readonly signed: Digest; readonly signature: Digest };

const payloadType = "application/vnd.dev.cosign.simplesigning.v1+json";
const signatureName = "dev.cosignproject.cosign/signature";

/**
 * Sign a pushed image with a key of one's own, in the form that cosign keeps signatures in (its specification of signatures,
 * "simple signing"): a manifest under the tag `sha256-DIGEST.sig` whose layer is the signed text.
 */
export function signAction(options: DockerOptions): Action {
  return defineAction({
    summary: "Sign a pushed image with a key, in cosign's form.",
    options: {
      type: "object",
      additionalProperties: false,
      required: ["key"],
      properties: {
        key: {
          type: "string",
          minLength: 1,
          secret: true,
          description: "The private key, PEM in PKCS #8 (P-256), as a secret: `{{secrets.SIGNING_KEY}}`.",
        },
        push: {
          type: "string",
          minLength: 1,
          default: pushStep,
          description: "Full id of the step that pushes the image. Default: the one this plugin contributes.",
        },
      },
    },
    plan: ({ key, push }, { facts }) => {
      const { name } = readImageName(options.image);
      const target: SignTarget = { image: name, version: imageVersion(options, facts), push, key };
      return {
        summary: `sign ${name}:${versionTag(target.version)}`,
        target,
        irreversible: "A signature that was seen stays one.",
      };
    },
    check: async (target: SignTarget, context): Promise<Finding> => {
      const digest = (context.results[target.push] as PushResult | undefined)?.digest;
      if (digest === undefined) return absent;
      const repository = await askRepository(readImageName(target.image), options, context);
      const found = await getManifest(repository, signatureTag(digest));
      if (!found) return absent;
      const own = signatureIn(found, payloadOf(target.image, digest), privateKey(target, context));
      if (own === "valid") return present(resultOf(digest, found));
      if (own === "other") return conflict(...otherKey(target));
      return unknown("The registry has a signature in a form that cannot be read.");
    },
    apply: async (target: SignTarget, context): Promise<SignResult> => {
      const key = privateKey(target, context);
      const repository = await openRepository(readImageName(target.image), options, context);
      const reference = (context.results[target.push] as PushResult | undefined)?.digest ?? versionTag(target.version);
      const subject = await getManifest(repository, reference);
      if (!subject) {
        throw new RelspecError("RS_STEP_FAILED", {
          message: `There is no ${target.image} at ${reference} to sign.`,
          suggestions: ["Let the step come after the one that pushes the image: name that in its `needs`."],
        });
      }
      const payload = payloadOf(target.image, subject.digest);
      const before = await getManifest(repository, signatureTag(subject.digest));
      if (before && signatureIn(before, payload, key) === "valid") return resultOf(subject.digest, before);
      if (before) {
        const [message, suggestions] = otherKey(target);
        throw new RelspecError("RS_PLAN_CONFLICT", { message, suggestions });
      }
      const config = configOf(digestOf(payload));
      const made = signatureManifest(payload, config, sign("sha256", Buffer.from(payload), key).toString("base64"));
      for (const [blob, text] of [
        [made.blobs[0], config],
        [made.blobs[1], payload],
      ] as const)
        if (blob) await putBlob(repository, blob, async () => ({ text }));
      await putTag(repository, signatureTag(subject.digest), made);
      context.log(`signed ${target.image}@${subject.digest}`);
      return resultOf(subject.digest, made);
    },
    irreversible: "A signature that was seen stays one.",
  });
}

export function signatureTag(digest: Digest): string {
  return `${digest.replace(":", "-")}.sig`;
}

/** What is signed: which image, under which name. */
function payloadOf(image: string, digest: Digest): string {
  return JSON.stringify({
    critical: {
      identity: { "docker-reference": image },
      image: { "docker-manifest-digest": digest },
      type: "cosign container image signature",
    },
    optional: null,
  });
}

/** An image needs a configuration; nothing in this one is of a moment or a machine. */
function configOf(layer: Digest): string {
  return JSON.stringify({
    architecture: "",
    created: "0001-01-01T00:00:00Z",
    os: "",
    rootfs: { type: "layers", diff_ids: [layer] },
    config: {},
  });
}

function signatureManifest(payload: string, config: string, signature: string): Manifest {
  const text = JSON.stringify({
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: { mediaType: mediaTypes.config, digest: digestOf(config), size: Buffer.byteLength(config) },
    layers: [
      {
        mediaType: payloadType,
        digest: digestOf(payload),
        size: Buffer.byteLength(payload),
        annotations: { [signatureName]: signature },
      },
    ],
  });
  return readManifest(text, "relspec");
}

/** A signature differs each time it is made, so it is not compared but verified. */
function signatureIn({ blobs }: Manifest, payload: string, key: KeyObject): "valid" | "other" | "unreadable" {
  const layers = blobs.filter(({ mediaType }) => mediaType === payloadType);
  if (layers.length === 0) return "unreadable";
  const ours = layers.some(({ digest, annotations }) => {
    const signature = annotations?.[signatureName];
    if (digest !== digestOf(payload) || typeof signature !== "string") return false;
    return verify("sha256", Buffer.from(payload), createPublicKey(key), Buffer.from(signature, "base64"));
  });
  return ours ? "valid" : "other";
}

function privateKey({ key }: SignTarget, { secrets }: Pick<ReadContext, "secrets">): KeyObject {
  const text = secrets.fill(key);
  try {
    const read = createPrivateKey(text);
    if (read.asymmetricKeyType === "ec" && read.asymmetricKeyDetails?.namedCurve === "prime256v1") return read;
  } catch {
    // Said below; the reason could quote the key.
  }
  throw new RelspecError("RS_STEP_CREDENTIALS", {
    message: "The key to sign with is not an unencrypted private key for P-256 in PEM (PKCS #8).",
    suggestions: ["openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out signing.pem"],
  });
}

function otherKey({ image, version }: SignTarget): [string, readonly string[]] {
  return [
    `${image}:${versionTag(version)} is signed with another key already.`,
    ["Use the key it was signed with, or leave signing out for this version."],
  ];
}

function resultOf(signed: Digest, { digest }: Manifest): SignResult {
  return { signed, signature: digest };
}

import type { Ajv2020, CodeKeywordDefinition, Options } from "ajv/dist/2020.js";

/** Formats are few and plain: what they let through is checked again by whoever uses the value. */
const formats: Readonly<Record<string, RegExp>> = {
  date: /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/,
  "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i,
  duration: /^P(?!$)(?:\d+W|(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?)$/,
  email: /^[^\s@<>"]+@[^\s@<>"]+$/,
  uri: /^[a-z][a-z\d+.-]*:\S+$/i,
};

/**
 * Ajv as relspec uses it. Beyond the standard a schema may say: `template` and `secret` (see {@link Schema}), `expects`
 * (what a pattern means, for messages), `unsupported: WHY` (refuse what is here) and `unsupportedValues: { VALUE: WHY }`.
 */
export async function createAjv(options: Options = {}): Promise<Ajv2020> {
  const { Ajv2020, _, nil, str } = await import("ajv/dist/2020.js");
  const ajv = new Ajv2020({
    strict: true,
    // `required` under `anyOf` and `type: [object, string]` are plain ways to say what people may write.
    strictRequired: false,
    allowUnionTypes: true,
    allErrors: true,
    useDefaults: true,
    ownProperties: true,
    // The meta-schema costs 30 ms to compile at each start; strict mode finds a schema's mistakes without it.
    meta: false,
    validateSchema: false,
    formats,
    ...options,
  });
  ajv.addVocabulary(["template", "secret", "expects"]);
  // Written as code and not as functions, so that they can be part of standalone validators.
  const unsupported: CodeKeywordDefinition = {
    keyword: "unsupported",
    schemaType: "string",
    error: { message: () => str`is not supported` },
    code: (context) => context.fail(_`true`),
  };
  const unsupportedValues: CodeKeywordDefinition = {
    keyword: "unsupportedValues",
    schemaType: "object",
    error: { message: () => str`is not supported` },
    code: (context) => {
      const values = Object.keys(context.schema as Readonly<Record<string, string>>);
      context.fail(
        values.reduce(
          (code, value) =>
            code === nil ? _`${context.data} === ${value}` : _`${code} || ${context.data} === ${value}`,
          nil,
        ),
      );
    },
  };
  return ajv.addKeyword(unsupported).addKeyword(unsupportedValues);
}

import { isRecord, listOf, recordOf, textsOf } from "./migration.ts";

const packaged = ["deb", "rpm", "apk", "archlinux", "ipk"];

/** What GoReleaser leaves in `dist` for people to download, as patterns. */
export function archivesOf(config: Readonly<Record<string, unknown>>): readonly string[] {
  const dist = typeof config["dist"] === "string" ? config["dist"].replace(/^\.\//, "") : "dist";
  const archives = config["archives"] === undefined ? [{}] : listOf(config["archives"]);
  const formats = archives.filter(isRecord).flatMap((archive) => {
    const overrides = listOf(archive["format_overrides"]).filter(isRecord);
    return [archive, ...overrides].flatMap((each) =>
      textsOf(each["formats"] ?? each["format"] ?? (each === archive ? "tar.gz" : undefined)),
    );
  });
  const packages = listOf(config["nfpms"])
    .filter(isRecord)
    .flatMap((each) => textsOf(each["formats"]).filter((format) => packaged.includes(format)));
  const checksums = recordOf(config["checksum"])["disable"] === true ? [] : [`${dist}/*checksums.txt`];
  const endings = [...new Set([...formats.filter((format) => format !== "binary" && format !== "none"), ...packages])];
  return [...endings.map((ending) => `${dist}/*.${ending}`), ...checksums];
}

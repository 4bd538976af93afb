/** A remote's address as people open it in a browser: `https://host/owner/name`; null for a path or what is not known. */
export function webUrl(address: string): string | null {
  const text = address.trim();
  const azure = /^(?:ssh:\/\/)?git@ssh\.dev\.azure\.com(?::|:22\/|\/)v3\/([^/\s]+)\/([^/\s]+)\/([^/\s]+)$/.exec(text);
  if (azure) return `https://dev.azure.com/${azure[1]}/${azure[2]}/_git/${azure[3]}`;
  // `user@host:path`, git's short form of ssh. A single letter before the colon is a drive of Windows.
  const short = /^(?:[^@/:\s]+@)?([A-Za-z0-9.-]{2,}):(?!\/\/)(.+)$/.exec(text);
  if (short) return join("https:", short[1] as string, short[2] as string);
  if (!URL.canParse(text)) return null;
  const { protocol, host, hostname, pathname } = new URL(text);
  if (protocol === "http:" || protocol === "https:") return join(protocol, host, pathname);
  return protocol === "ssh:" || protocol === "git:" || protocol === "git+ssh:"
    ? join("https:", hostname, pathname)
    : null;
}

function join(protocol: string, host: string, path: string): string | null {
  const clean = path.replace(/^\/+|\/+$/g, "").replace(/\.git$/, "");
  const url = `${protocol}//${host}/${clean}`;
  return clean === "" || /[\s<>"'`\\]/.test(clean) || !URL.canParse(url) ? null : url;
}

import { type Asset, readAsset } from "./answers.ts";
import { listPages } from "./list-pages.ts";
import type { GitHub } from "./open-github.ts";

/** Every asset of a release, the half ones too. */
export async function listAssets(github: GitHub, release: number): Promise<readonly Asset[]> {
  const assets: Asset[] = [];
  const route = "GET /repos/{owner}/{repo}/releases/{release_id}/assets";
  for await (const each of listPages(github, route, { release_id: release }, { doing: "read its assets" }))
    assets.push(readAsset(each, github));
  return assets;
}

import { parseXml, XmlElement } from "@rgrove/parse-xml";
import { plan } from "@relspec/core/testing";
import { describe, expect, it } from "vitest";
import { renderGraph } from "./graph.ts";

const whole = plan({
  stages: [
    {
      name: "build",
      steps: [
        { id: "build/test", summary: "Run tests" },
        { id: "build/pack", summary: "Pack", needs: ["build/test"] },
      ],
    },
    { name: "prepare", gates: [{ id: "prepare/approval:qa" }] },
    { name: "deploy", steps: [{ id: "deploy/publish", summary: 'Publish "it"', needs: ["build/pack"] }] },
  ],
});

describe("the graph of a plan", () => {
  it("is a Mermaid flowchart of stages, gates and steps", () => {
    expect(renderGraph(whole, "mermaid")).toBe(`---
title: "lib 1.1.0"
---
flowchart TB
  subgraph s0 ["build"]
    n0["Run tests"]
    n1["Pack"]
  end
  subgraph s1 ["prepare"]
    n2{{"approval:qa"}}
  end
  subgraph s2 ["deploy"]
    n3["Publish #34;it#34;"]
  end
  n0 --> n1
  n1 --> n3
  n1 --> n2
  n2 --> n3
`);
  });

  it("is a Graphviz graph as well", () => {
    expect(renderGraph(whole, "dot")).toContain('n3 [label="Publish \\"it\\""];');
    expect(renderGraph(whole, "dot")).toContain("n2 -> n3;");
  });

  it("is a picture with every stage, gate, step and arrow, as XML", () => {
    const svg = renderGraph(whole, "svg");
    const { root } = parseXml(svg);

    expect(root?.name).toBe("svg");
    for (const label of ["lib 1.1.0", "build", "Run tests", "Pack", "approval:qa", "Publish &#34;it&#34;"])
      expect(svg).toContain(`>${label}</text>`);
    expect(svg.match(/marker-end/g)).toHaveLength(4);
    // The arrows, and the outline of the gate.
    expect(root?.children.filter((child) => child instanceof XmlElement && child.name === "path")).toHaveLength(5);
    // What needs another is below it.
    const top = (label: string) => Number(new RegExp(`y="([\\d.]+)"[^>]*>${label}<`).exec(svg)?.[1]);
    expect(top("Pack")).toBeGreaterThan(top("Run tests"));
    expect(top("approval:qa")).toBeGreaterThan(top("Pack"));
  });

  it("is a picture of its title where there is nothing to do", () => {
    expect(parseXml(renderGraph(plan({ stages: [] }), "svg")).root?.text).toContain("lib 1.1.0");
  });

  it("gives what people wrote no meaning", () => {
    const evil = 'x"]; click n0 "javascript:alert(1)" \n end --> y \\" } <script>`';
    const hostile = plan({
      stages: [{ name: "build", environment: evil, steps: [{ id: `build/${evil}`, summary: evil }] }],
    });
    const mermaid = renderGraph(hostile, "mermaid").split("\n");
    const dot = renderGraph(hostile, "dot").split("\n");
    const svg = renderGraph(hostile, "svg");

    expect(mermaid.slice(4, -1)).toEqual([
      expect.stringMatching(/^ {2}subgraph s0 \["[^"<>`\\]*"\]$/),
      expect.stringMatching(/^ {4}n0\["[^"<>`\\]*"\]$/),
      "  end",
    ]);
    expect(parseXml(svg).root?.text).toContain("javascript:alert(1)");
    expect(svg).not.toMatch(/<script|href/);
    expect(dot[4]).toMatch(/^ {4}n0 \[label="(?:[^"\\]|\\.)*"\];$/);
  });
});

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

  it("gives what people wrote no meaning", () => {
    const evil = 'x"]; click n0 "javascript:alert(1)" \n end --> y \\" } <script>`';
    const hostile = plan({
      stages: [{ name: "build", environment: evil, steps: [{ id: `build/${evil}`, summary: evil }] }],
    });
    const mermaid = renderGraph(hostile, "mermaid").split("\n");
    const dot = renderGraph(hostile, "dot").split("\n");

    expect(mermaid.slice(4, -1)).toEqual([
      expect.stringMatching(/^ {2}subgraph s0 \["[^"<>`\\]*"\]$/),
      expect.stringMatching(/^ {4}n0\["[^"<>`\\]*"\]$/),
      "  end",
    ]);
    expect(dot[4]).toMatch(/^ {4}n0 \[label="(?:[^"\\]|\\.)*"\];$/);
  });
});

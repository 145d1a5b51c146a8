import { relative, sep } from "node:path";
import { judgeImport } from "./judge-import.ts";

type Literal = { type: string; value?: unknown };
type Importing = { source: Literal | null };
type Context = {
  filename: string;
  cwd: string;
  report(finding: { node: object; message: string }): void;
};

/** Hands every import of a file, whichever way it is written, to the table of rooms. */
const arrowsRule = {
  create(context: Context) {
    const from = relative(context.cwd, context.filename).split(sep).join("/");
    function judge(node: Importing) {
      if (typeof node.source?.value !== "string") return;
      const message = judgeImport(from, node.source.value);
      if (message !== null) context.report({ node: node.source, message });
    }
    return {
      ImportDeclaration: judge,
      ImportExpression: judge,
      ExportNamedDeclaration: judge,
      ExportAllDeclaration: judge,
      TSImportType: judge,
    };
  },
};

/** What oxlint loads: the import boundaries of docs/architecture.md. */
export default { meta: { name: "boundaries" }, rules: { arrows: arrowsRule } };

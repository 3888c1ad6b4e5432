// JavaScript cells as notebooks want them: what a cell declares at its top level is shared with the others and may be
// declared again, `await` and `import` stand anywhere at the top level, the value of the last expression is returned.
//
// Declarations become assignments to global names. A name that the browser already uses (`name`, `status`, `top`, …)
// cannot be one: it is kept in an object of its own, and every use of it is rewritten. Lines keep their numbers.
import { parse, parseExpressionAt, type AnyNode, type ImportDeclaration, type Program } from "acorn";
import { outerReferences, patternNames } from "./scopes.ts";

/** The object that holds names which the browser has taken. */
export const shelf = "__kelp_shared";

export interface Rewritten {
  /** Statements for the body of an async function that is not strict. */
  readonly code: string;
  readonly declared: readonly string[];
  /** Those of `declared` that must live on the shelf. */
  readonly shelved: readonly string[];
}

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

const options = { ecmaVersion: "latest", allowAwaitOutsideFunction: true, locations: true } as const;

/**
 * @param isTaken whether the browser uses a name, so that it cannot be a global of the notebook
 * @param onShelf names that earlier cells have put on the shelf
 * @throws SyntaxError with `loc`, from the parser
 */
export function rewriteCell(
  source: string,
  isTaken: (name: string) => boolean,
  onShelf: ReadonlySet<string>,
): Rewritten {
  const object = asObjectLiteral(source);
  if (object) return { code: `return (${object})`, declared: [], shelved: [] };
  const program = parseCell(source);
  const declared = [...new Set(program.body.flatMap(declaredNames))];
  const shelved = declared.filter((name) => onShelf.has(name) || isTaken(name));
  const edits = [...program.body.flatMap((node) => shareDeclaration(node, source)), ...returnLast(program)];
  edits.push(...shelveReferences(program, new Set([...shelved, ...onShelf])));
  return { code: hoisted(program, new Set(shelved)) + applyEdits(source, edits), declared, shelved };
}

function parseCell(source: string): Program {
  try {
    return parse(source, { ...options, sourceType: "script" });
  } catch (error) {
    if (!/'import' and 'export'|import\.meta/.test((error as Error).message)) throw error;
    return parse(source, { ...options, sourceType: "module" });
  }
}

/** `{a: 1}` alone in a cell is meant as an object, though the grammar reads a block. */
function asObjectLiteral(source: string): string | null {
  if (!/^\s*\{/.test(source)) return null;
  try {
    const expression = parseExpressionAt(source, 0, options);
    const rest = source.slice(expression.end).trim();
    return expression.type === "ObjectExpression" && /^;?$/.test(rest)
      ? source.slice(0, expression.end)
      : null;
  } catch {
    return null; // A block after all, or an error that parsing the whole cell reports.
  }
}

function declaredNames(node: AnyNode): string[] {
  switch (node.type) {
    case "VariableDeclaration":
      return node.declarations.flatMap(({ id }) => patternNames(id));
    case "FunctionDeclaration":
    case "ClassDeclaration":
      return node.id ? [node.id.name] : [];
    case "ImportDeclaration":
      return node.specifiers.map(({ local }) => local.name);
    default:
      return [];
  }
}

/** One top-level statement made to assign instead of declare. */
function shareDeclaration(node: AnyNode, source: string): Edit[] {
  switch (node.type) {
    case "VariableDeclaration": {
      const last = node.declarations[node.declarations.length - 1]!;
      return [
        {
          from: node.start,
          to: node.declarations[0]!.start,
          text: ";(" + breaksOf(source, node.start, node.declarations[0]!.start),
        },
        ...node.declarations
          .filter(({ init }) => !init)
          .map(({ end }) => ({ from: end, to: end, text: " = undefined" })),
        { from: last.end, to: last.end, text: ")" },
      ];
    }
    case "ClassDeclaration":
      return [
        { from: node.start, to: node.start, text: `;(${node.id!.name} = ` },
        { from: node.end, to: node.end, text: ");" },
      ];
    case "FunctionDeclaration":
      return [{ from: node.id!.start, to: node.id!.end, text: innerName(node.id!.name) }];
    case "ImportDeclaration":
      return [
        { from: node.start, to: node.end, text: importCall(node) + breaksOf(source, node.start, node.end) },
      ];
    case "ExportAllDeclaration":
    case "ExportNamedDeclaration":
    case "ExportDefaultDeclaration":
      throw Object.assign(new SyntaxError("A cell needs no export: its top-level names are shared already"), {
        loc: node.loc!.start,
      });
    default:
      return [];
  }
}

/** Line breaks of a replaced text, so that the lines below keep their numbers. */
function breaksOf(source: string, from: number, to: number): string {
  return source.slice(from, to).replace(/[^\n]/g, "");
}

function importCall(node: ImportDeclaration): string {
  const module = `await import(${JSON.stringify(node.source.value)})`;
  const names: string[] = [];
  for (const specifier of node.specifiers) {
    if (specifier.type === "ImportNamespaceSpecifier") return `;(${specifier.local.name} = ${module});`;
    const imported = specifier.type === "ImportDefaultSpecifier" ? "default" : nameOf(specifier.imported);
    names.push(`${JSON.stringify(imported)}: ${specifier.local.name}`);
  }
  return names.length === 0 ? `;${module};` : `;({ ${names.join(", ")} } = ${module});`;
}

function nameOf(node: AnyNode): string {
  return node.type === "Identifier" ? node.name : String((node as { value?: unknown }).value);
}

const innerName = (name: string) => `$kelp_${name}`;

/** Functions may be called above their declaration: they are made known before the first statement. */
function hoisted(program: Program, shelved: ReadonlySet<string>): string {
  const lines = program.body.flatMap((node) => {
    if (node.type !== "FunctionDeclaration" || !node.id) return [];
    const { name } = node.id;
    const target = shelved.has(name) ? `${shelf}.${name}` : name;
    return [
      `${target} = Object.defineProperty(${innerName(name)}, "name", { value: ${JSON.stringify(name)} });`,
    ];
  });
  return ["0;", ...lines].join(" ");
}

function returnLast(program: Program): Edit[] {
  const last = program.body[program.body.length - 1];
  if (last?.type !== "ExpressionStatement") return [];
  const { start, end } = last.expression;
  return [
    { from: last.start, to: start, text: ";return (" },
    { from: end, to: last.end, text: ");" },
  ];
}

function shelveReferences(program: Program, names: ReadonlySet<string>): Edit[] {
  if (names.size === 0) return [];
  return outerReferences(program, names)
    .filter(({ node }) => !isFunctionName(program, node.start))
    .map(({ node, shorthand, called }) => {
      const member = `${shelf}.${node.name}`;
      const text = shorthand ? `${node.name}: ${member}` : called ? `(0, ${member})` : member;
      return { from: node.start, to: node.end, text };
    });
}

/** The name in a top-level declaration of a function is replaced with the declaration. */
function isFunctionName(program: Program, start: number): boolean {
  return program.body.some((node) => node.type === "FunctionDeclaration" && node.id?.start === start);
}

function applyEdits(source: string, edits: readonly Edit[]): string {
  let result = "";
  let at = 0;
  for (const { from, to, text } of [...edits].sort((a, b) => a.from - b.from || a.to - b.to)) {
    result += source.slice(at, from) + text;
    at = to;
  }
  return result + source.slice(at);
}

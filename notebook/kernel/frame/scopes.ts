// Which identifiers of a program mean a name of its outermost scope, and not a parameter or a local of the same name.
import type { AnyNode, Function as FunctionNode, Identifier, Pattern, Program } from "acorn";

export interface Reference {
  readonly node: Identifier;
  /** `{ name }`: the identifier is key and value at once. */
  readonly shorthand: boolean;
  /** `name(...)`: a member put in its place would change `this`. */
  readonly called: boolean;
}

type Scope = ReadonlySet<string>;

/** Every use of one of `names` that reaches the outermost scope, declarations there included. */
export function outerReferences(program: Program, names: ReadonlySet<string>): Reference[] {
  const found: Reference[] = [];

  function visit(
    node: AnyNode,
    scopes: readonly Scope[],
    place: { shorthand?: boolean; called?: boolean } = {},
  ): void {
    if (node.type === "Identifier") {
      const local = scopes.some((scope) => scope.has(node.name));
      if (names.has(node.name) && !local)
        found.push({ node, shorthand: !!place.shorthand, called: !!place.called });
      return;
    }
    const inner = scopeOf(node);
    const within = inner ? [...scopes, inner] : scopes;
    for (const { child, shorthand, called } of children(node)) visit(child, within, { shorthand, called });
  }

  for (const statement of program.body) visit(statement, []);
  return found;
}

/** Names that a node declares for what is inside it; null when it opens no scope. */
function scopeOf(node: AnyNode): Scope | null {
  switch (node.type) {
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      return functionScope(node);
    case "ClassExpression":
      return new Set(node.id ? [node.id.name] : []);
    case "BlockStatement":
      return blockScope(node.body);
    case "StaticBlock":
      return new Set([...blockScope(node.body), ...varNames(node.body)]);
    case "SwitchStatement":
      return blockScope(node.cases.flatMap((one) => one.consequent));
    case "ForStatement":
      return node.init ? blockScope([node.init]) : null;
    case "ForInStatement":
    case "ForOfStatement":
      return blockScope([node.left]);
    case "CatchClause":
      return new Set(node.param ? patternNames(node.param) : []);
    default:
      return null;
  }
}

function functionScope(node: FunctionNode | AnyNode): Scope {
  const func = node as FunctionNode;
  const names = func.params.flatMap(patternNames);
  if (func.type === "FunctionExpression" && func.id) names.push(func.id.name);
  if (func.body.type === "BlockStatement") names.push(...varNames(func.body.body));
  if (func.type !== "ArrowFunctionExpression") names.push("arguments");
  return new Set(names);
}

function blockScope(body: readonly AnyNode[]): Scope {
  return new Set(
    body.flatMap((node) => {
      if (node.type === "VariableDeclaration")
        return node.kind === "var" ? [] : declaredBy(node.declarations);
      if (node.type === "FunctionDeclaration" || node.type === "ClassDeclaration")
        return node.id ? [node.id.name] : [];
      return [];
    }),
  );
}

/** `var` names of a function's body, also those in nested blocks, but not those of nested functions. */
function varNames(body: readonly AnyNode[]): string[] {
  return body.flatMap((node): string[] => {
    if (isFunction(node) || node.type === "ClassExpression" || node.type === "ClassDeclaration") return [];
    const own =
      node.type === "VariableDeclaration" && node.kind === "var" ? declaredBy(node.declarations) : [];
    return [...own, ...varNames(children(node).map(({ child }) => child))];
  });
}

function isFunction(node: AnyNode): boolean {
  return /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type);
}

function declaredBy(declarations: readonly { id: Pattern }[]): string[] {
  return declarations.flatMap(({ id }) => patternNames(id));
}

/** Names that a pattern binds: `{a, b: [c = 1, ...d]}` binds a, c and d. */
export function patternNames(pattern: Pattern): string[] {
  switch (pattern.type) {
    case "Identifier":
      return [pattern.name];
    case "ObjectPattern":
      return pattern.properties.flatMap((one) =>
        patternNames(one.type === "RestElement" ? one.argument : one.value),
      );
    case "ArrayPattern":
      return pattern.elements.flatMap((one) => (one ? patternNames(one) : []));
    case "RestElement":
      return patternNames(pattern.argument);
    case "AssignmentPattern":
      return patternNames(pattern.left);
    default:
      return [];
  }
}

interface Child {
  readonly child: AnyNode;
  readonly shorthand?: boolean;
  readonly called?: boolean;
}

/** Child nodes in which identifiers are uses of variables: keys, members and labels are left out. */
function children(node: AnyNode): Child[] {
  switch (node.type) {
    case "MemberExpression":
      return [{ child: node.object }, ...(node.computed ? [{ child: node.property as AnyNode }] : [])];
    case "Property":
      return [
        ...(node.computed ? [{ child: node.key }] : []),
        { child: node.value as AnyNode, shorthand: node.shorthand },
      ];
    case "MethodDefinition":
    case "PropertyDefinition":
      return [
        ...(node.computed ? [{ child: node.key as AnyNode }] : []),
        ...(node.value ? [{ child: node.value }] : []),
      ];
    case "AssignmentPattern":
      return [{ child: node.left }, { child: node.right }];
    case "CallExpression":
      return [{ child: node.callee, called: true }, ...node.arguments.map((child) => ({ child }))];
    case "LabeledStatement":
      return [{ child: node.body }];
    case "BreakStatement":
    case "ContinueStatement":
    case "ImportDeclaration":
      return [];
    default:
      return Object.entries(node)
        .filter(([key]) => key !== "loc" && key !== "range")
        .flatMap(([, value]) => (Array.isArray(value) ? value : [value]))
        .filter((value): value is AnyNode => typeof (value as AnyNode | null)?.type === "string")
        .map((child) => ({ child }));
  }
}

import ts from "typescript";

/** A file of `src`: its path there, with forward slashes, and its text. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
}

export interface Import {
  readonly specifier: string;
  readonly line: number;
  /** Erased at compile time: `import type`, or `import("x").Type` in a type. */
  readonly typeOnly: boolean;
  /** Whether the file exports something of it: `export … from`, or `import` followed by `export { … }`. */
  readonly reexports: boolean;
}

/** Every module a file names: static and dynamic imports, `export … from`, `require` and import types. */
export function importsOf({ path, text }: SourceText): Import[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext);
  const exported = exportedNames(file);
  const found: Import[] = [];

  const add = (
    specifier: ts.Node | undefined,
    at: ts.Node,
    facts: { typeOnly?: boolean; reexports?: boolean } = {},
  ) => {
    if (!specifier || !ts.isStringLiteralLike(specifier)) return;
    const line = file.getLineAndCharacterOfPosition(at.getStart(file)).line + 1;
    found.push({ specifier: specifier.text, line, typeOnly: false, reexports: false, ...facts });
  };

  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      const reexports = localNames(node).some((name) => exported.has(name));
      add(node.moduleSpecifier, node, { typeOnly: isTypeOnly(node), reexports });
    } else if (ts.isExportDeclaration(node)) {
      add(node.moduleSpecifier, node, { typeOnly: node.isTypeOnly, reexports: true });
    } else if (ts.isExternalModuleReference(node)) {
      add(node.expression, node);
    } else if (ts.isImportTypeNode(node)) {
      add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, node, { typeOnly: true });
    } else if (ts.isCallExpression(node) && loadsModule(node.expression)) {
      add(node.arguments[0], node);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function loadsModule(callee: ts.Expression): boolean {
  return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === "require");
}

function isTypeOnly({ importClause }: ts.ImportDeclaration): boolean {
  return importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
}

/** The names an import binds in its file. */
function localNames({ importClause }: ts.ImportDeclaration): string[] {
  const bindings = importClause?.namedBindings;
  const names = bindings ? (ts.isNamespaceImport(bindings) ? [bindings] : bindings.elements) : [];
  return [importClause, ...names].flatMap((node) => (node?.name ? [node.name.text] : []));
}

/** The names a file exports with `export { … }` or `export default …`. */
function exportedNames(file: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  for (const statement of file.statements) {
    if (ts.isExportAssignment(statement) && ts.isIdentifier(statement.expression)) names.add(statement.expression.text);
    if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier) continue;
    if (statement.exportClause && ts.isNamedExports(statement.exportClause))
      for (const element of statement.exportClause.elements) names.add((element.propertyName ?? element.name).text);
  }
  return names;
}

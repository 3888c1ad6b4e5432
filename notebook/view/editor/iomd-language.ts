// IOMD as a language of the editor: delimiter lines, and between them each chunk in its own language.
import { cssLanguage } from "@codemirror/lang-css";
import { javascript, javascriptLanguage } from "@codemirror/lang-javascript";
import { markdownLanguage } from "@codemirror/lang-markdown";
import { python, pythonLanguage } from "@codemirror/lang-python";
import {
  defineLanguageFacet,
  Language,
  languageDataProp,
  LanguageSupport,
  ParseContext,
} from "@codemirror/language";
import { Text } from "@codemirror/state";
import {
  NodeSet,
  NodeType,
  parseMixed,
  Parser,
  Tree,
  type Input,
  type PartialParse,
  type TreeFragment,
} from "@lezer/common";
import { styleTags, tags } from "@lezer/highlight";
import { readChunks, type Chunk } from "../../state/chunks.ts";
import { chunkField } from "./chunk-field.ts";

const data = defineLanguageFacet();

const document = NodeType.define({ id: 0, name: "Document", top: true, props: [[languageDataProp, data]] });
const preamble = NodeType.define({ id: 1, name: "Preamble" });
const delimiter = NodeType.define({ id: 2, name: "Delimiter" });
const plain = NodeType.define({ id: 3, name: "Plain" });

const bodies = {
  md: { node: NodeType.define({ id: 4, name: "MarkdownBody" }), parser: markdownLanguage.parser },
  py: { node: NodeType.define({ id: 5, name: "PythonBody" }), parser: pythonLanguage.parser },
  js: { node: NodeType.define({ id: 6, name: "ScriptBody" }), parser: javascriptLanguage.parser },
  css: { node: NodeType.define({ id: 7, name: "StyleBody" }), parser: cssLanguage.parser },
};

const nodes = new NodeSet([
  document,
  preamble,
  delimiter,
  plain,
  ...Object.values(bodies).map(({ node }) => node),
]).extend(styleTags({ Delimiter: tags.processingInstruction, Preamble: tags.meta }));
const [documentType, preambleType, delimiterType] = nodes.types as [NodeType, NodeType, NodeType];

function bodyType(type: string): NodeType {
  const body = bodies[type as keyof typeof bodies] as { node: NodeType } | undefined;
  return nodes.types[(body?.node ?? plain).id]!;
}

const parserOf = new Map(Object.values(bodies).map(({ node, parser }) => [node.id, parser]));

const mixed = parseMixed((node) => {
  const parser = parserOf.get(node.type.id);
  return parser && !node.type.isTop ? { parser } : null;
});

class IomdParser extends Parser {
  createParse(
    input: Input,
    fragments: readonly TreeFragment[],
    ranges: readonly { from: number; to: number }[],
  ): PartialParse {
    return mixed(new ChunkParse(input), input, fragments, ranges);
  }
}

/** The outer tree comes from the chunks that the editor knows already: a large text is not read for it again. */
class ChunkParse implements PartialParse {
  readonly #input: Input;
  parsedPos = 0;
  stoppedAt: number | null = null;

  constructor(input: Input) {
    this.#input = input;
  }

  advance(): Tree {
    const end = this.stoppedAt ?? this.#input.length;
    const children: Tree[] = [];
    const positions: number[] = [];
    const add = (type: NodeType, from: number, to: number) => {
      if (to <= from || from >= end) return;
      children.push(new Tree(type, [], [], Math.min(to, end) - from));
      positions.push(from);
    };
    const chunks = this.#chunks();
    add(preambleType, 0, chunks[0]?.from ?? end);
    for (const chunk of chunks) {
      if (chunk.from >= end) break;
      add(delimiterType, chunk.from, chunk.delimiterTo);
      add(bodyType(chunk.type), chunk.bodyFrom, chunk.to);
    }
    this.parsedPos = end;
    return new Tree(documentType, children, positions, end);
  }

  stopAt(position: number): void {
    this.stoppedAt = position;
  }

  #chunks(): readonly Chunk[] {
    const known = ParseContext.get()?.state.field(chunkField, false);
    return known ?? readChunks(Text.of(this.#input.read(0, this.#input.length).split("\n")));
  }
}

const iomdLanguage = new Language(data, new IomdParser(), [], "iomd");

export function iomd(): LanguageSupport {
  return new LanguageSupport(iomdLanguage, [python().support, javascript().support]);
}

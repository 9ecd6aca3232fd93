// The editor of a model file: CodeMirror, with the compiler's message at its line.
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching, HighlightStyle, StreamLanguage, syntaxHighlighting } from '@codemirror/language';
import { toml } from '@codemirror/legacy-modes/mode/toml';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const theme = EditorView.theme({
  '&': { height: '100%', color: 'var(--ink)', fontSize: '13.5px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'ui-monospace, "DejaVu Sans Mono", monospace', lineHeight: '1.5', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--ink)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--soft)', border: 'none' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--accent) 7%, transparent)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'color-mix(in srgb, var(--accent) 26%, transparent)',
  },
  '.cm-lint-marker': { width: '1em', height: 'auto', lineHeight: '1.5' },
  '.cm-lint-marker-error': { content: '"●"', color: 'var(--bad)' },
  '.cm-lint-marker-warning': { content: '"▲"', color: 'var(--inhibitory)' },
  '.cm-tooltip': { backgroundColor: 'var(--card)', color: 'var(--ink)', border: '1px solid var(--edge)' },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--bad)' },
  '.cm-lintRange-warning': { backgroundImage: 'none', textDecoration: 'underline wavy var(--inhibitory)' },
});

const highlights = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--soft)', fontStyle: 'italic' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--good)' },
  { tag: [tags.number, tags.atom, tags.bool], color: 'var(--inhibitory)' },
  { tag: [tags.propertyName, tags.keyword], color: 'var(--accent)' },
]);

export class Editor {
  // In a shadow tree, where its style sheets are objects: the page allows no <style>. changed(text), run(): what to tell.
  constructor(element, changed, run) {
    const root = element.attachShadow({ mode: 'open' });
    const extensions = [
      lineNumbers(), lintGutter(), history(), drawSelection(), bracketMatching(), highlightActiveLine(),
      StreamLanguage.define(toml), syntaxHighlighting(highlights), theme,
      keymap.of([{ key: 'Mod-Enter', run: () => (run(), true) }, ...defaultKeymap, ...historyKeymap]),
      EditorView.contentAttributes.of({ 'aria-label': 'Model file', autocapitalize: 'off', spellcheck: 'false' }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) changed(this.text);
      }),
    ];
    this.view = new EditorView({ root, parent: root, state: EditorState.create({ extensions }) });
    this.extensions = extensions;
  }

  get text() {
    return this.view.state.doc.toString();
  }

  // Another file: nothing of the one before can be undone into it.
  open(text) {
    this.view.setState(EditorState.create({ doc: text, extensions: this.extensions }));
  }

  // problems: [{ line, column, message, severity }]; line: from 1; column: from 1, 0: the whole line.
  show(problems) {
    const { doc } = this.view.state;
    const diagnostics = problems.filter(({ line }) => line >= 1 && line <= doc.lines).map(({ line, column, message, severity }) => {
      const at = doc.line(line), indent = at.text.length - at.text.trimStart().length;
      const from = Math.min(at.to, at.from + (column > 0 ? column - 1 : indent));
      return { from: from === at.to ? at.from : from, to: at.to, message, severity };
    });
    this.view.dispatch(setDiagnostics(this.view.state, diagnostics));
  }

  go_to(line) {
    const { doc } = this.view.state;
    const at = doc.line(Math.min(Math.max(line, 1), doc.lines));
    this.view.dispatch({ selection: { anchor: at.from }, effects: EditorView.scrollIntoView(at.from, { y: 'center' }) });
    this.view.focus();
  }
}

// A link that holds a model: the URL's fragment, which no server sees. #model= and, in base64url, deflated JSON.
const longest = 1 << 20; // characters of what a link may hold

async function through(stream, bytes, most = Infinity) {
  const pieces = [];
  let size = 0;
  for (const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) return new Uint8Array(await new Blob(pieces).arrayBuffer());
    size += value.length;
    if (size > most) {
      await reader.cancel();
      throw new Error(`it holds more than ${most} bytes`);
    }
    pieces.push(value);
  }
}

// shared: { name, text, record }
export async function fragment_of(shared) {
  const bytes = await through(new CompressionStream('deflate-raw'), new TextEncoder().encode(JSON.stringify(shared)));
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return `#model=${btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`;
}

// What fragment_of was given; null where the fragment is none of its kind. Throws an Error where it is damaged.
export async function shared_in(fragment) {
  const match = /^#model=(.*)$/.exec(fragment);
  if (!match) return null;
  try {
    const binary = atob(match[1].replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = await through(new DecompressionStream('deflate-raw'), Uint8Array.from(binary, (c) => c.charCodeAt(0)), longest);
    const { name, text, record } = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if ([name, text, record].some((part) => typeof part !== 'string')) throw new Error('it holds no model');
    return { name, text, record };
  } catch (error) {
    throw new Error(`this link is damaged: ${error.message}`);
  }
}

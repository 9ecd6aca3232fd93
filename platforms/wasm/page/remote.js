// A worker as something to ask: ask({ kind, … }) promises its answer.
export class Remote {
  constructor(address) {
    this.asked = new Map();
    this.last = 0;
    this.worker = new Worker(address, { type: 'module' });
    this.worker.onmessage = ({ data }) => {
      const { resolve, reject } = this.asked.get(data.id);
      this.asked.delete(data.id);
      if (data.error === undefined) resolve(data);
      else reject(new Error(data.error));
    };
    this.worker.onerror = (event) => {
      for (const { reject } of this.asked.values()) reject(new Error(event.message || 'the worker did not start'));
      this.asked.clear();
    };
  }

  ask(message) {
    return new Promise((resolve, reject) => {
      this.last += 1;
      this.asked.set(this.last, { resolve, reject });
      this.worker.postMessage({ ...message, id: this.last });
    });
  }

  // No question is answered any more.
  end() {
    this.worker.terminate();
  }
}

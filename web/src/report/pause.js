// Lets the page breathe. Work that takes long is done in pieces; between them whatever the person did comes first, so that
// leaving never waits.
const piece = 24; // milliseconds

export function breather(stopped = () => false) {
  let since = performance.now();
  return async () => {
    if (performance.now() - since > piece) {
      await new Promise((go) => {
        const { port1, port2 } = new MessageChannel(); // unlike a timer, it is not slowed down in a page that lies below others
        port1.onmessage = () => {
          port1.close();
          go();
        };
        port2.postMessage(0);
      });
      since = performance.now();
    }
    if (stopped()) throw new Error("stopped");
  };
}

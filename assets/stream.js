// gradio's event stream, mended: an event that is joined while the stream closes is not lost.
//
// A page has one stream for all its events. gradio ends it with `close_stream` when the last event it knows has ended, and the page opens another when the next
// one is joined. Where an event is joined between the two, the page takes the closing stream for an open one and never hears of it again (gradio 6.31: the client
// looks at `stream_status.open` when the join is answered, the end may be on its way by then): a press seemed to do nothing. So the end is held here, where both
// are known: while something waits, the stream is asked for again behind gradio's back, and its end never was.
(() => {
  const real = window.fetch.bind(window);
  const waiting = new Set(); // joined, not completed
  const early = new Set(); // completed before the answer to their join was here
  let joining = 0;
  let closed = -Infinity;
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));

  async function join(what, how) {
    joining += 1;
    try {
      const answer = await real(what, how);
      const { event_id: id } = await answer.clone().json().catch(() => ({}));
      if (id && !early.delete(id)) waiting.add(id);
      if (performance.now() - closed < 200) await pause(200); // gradio has read the end by then, and opens a stream for this one
      return answer;
    } finally {
      joining -= 1;
    }
  }

  // A message of the stream: whether it is the end. What completed waits no more.
  function ends(message) {
    if (message.includes('"process_completed"')) {
      const id = /"event_id":"([^"]+)"/.exec(message)?.[1];
      if (id && !waiting.delete(id)) early.add(id);
    }
    return message.includes('"close_stream"');
  }

  async function stream(request) {
    const again = () => real(request.clone());
    const answer = await again();
    if (!answer.ok || !answer.body) return answer;
    let reader = answer.body.getReader();
    const [decoder, encoder] = [new TextDecoder(), new TextEncoder()];
    let rest = "";
    const body = new ReadableStream({
      async pull(out) {
        for (;;) {
          const { done, value } = await reader.read();
          if (done) return void out.close();
          rest += decoder.decode(value, { stream: true });
          const messages = rest.split("\n\n");
          rest = messages.pop();
          const end = messages.findIndex(ends);
          const before = (end < 0 ? messages : messages.slice(0, end)).map((one) => one + "\n\n").join("");
          if (before) out.enqueue(encoder.encode(before));
          if (end >= 0) {
            await pause(0); // what was just completed may join the next one
            while (joining) await pause(10);
            if (waiting.size) {
              reader = (await again()).body.getReader();
              rest = "";
            } else {
              closed = performance.now();
              out.enqueue(encoder.encode(messages[end] + "\n\n"));
            }
          }
          if (before || (end >= 0 && !waiting.size)) return;
        }
      },
      cancel: (reason) => reader.cancel(reason),
    });
    return new Response(body, { status: answer.status, headers: answer.headers });
  }

  window.fetch = (what, how) => {
    const address = what instanceof Request ? what.url : String(what);
    if (address.includes("/gradio_api/queue/join")) return join(what, how);
    if (address.includes("/gradio_api/queue/data?") && what instanceof Request) return stream(what);
    return real(what, how);
  };
})();

// A spoken note, where the browser can record one.

const longest = 10 * 60 * 1000;

export const canRecord = () => Boolean(window.MediaRecorder && navigator.mediaDevices && navigator.mediaDevices.getUserMedia);

// Begins to record. The promise of `done` is the recording, once stop() was called or the longest time is over.
export async function record(name, onSecond) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(stream);
  const parts = [];
  const done = new Promise((resolve) => {
    recorder.ondataavailable = (event) => parts.push(event.data);
    recorder.onstop = () => {
      clearInterval(second);
      clearTimeout(end);
      for (const track of stream.getTracks()) track.stop();
      const type = (recorder.mimeType || "audio/webm").split(";")[0];
      resolve(new File(parts, `${name}.${type.split("/")[1]}`, { type }));
    };
  });
  const began = performance.now();
  const second = setInterval(() => onSecond(Math.round((performance.now() - began) / 1000)), 1000);
  const stop = () => recorder.state !== "inactive" && recorder.stop();
  const end = setTimeout(stop, longest);
  recorder.start();
  onSecond(0);
  return { stop, done };
}

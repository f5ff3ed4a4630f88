import { Answers, type Told } from "./answer";

const answers = new Answers();

self.onmessage = ({ data }: MessageEvent<Told>) => {
  const answered = answers.take(data);
  if (answered) self.postMessage(answered);
};

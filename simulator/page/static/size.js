// How large something is.

import { word } from "./words.js";

export const size = (bytes) =>
  bytes < 1024 ? word("bytes", { count: bytes }) : word("kilobytes", { count: Math.round(bytes / 1024) });

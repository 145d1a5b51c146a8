const answerDeadlineMs = 60_000;
const uploadDeadlineMs = 300_000;

/** A fetch that follows nobody elsewhere (a key goes where it was meant to go) and waits for no answer for ever. */
export const plainFetch: typeof fetch = (address, init = {}) => {
  const deadlineMs = init.body instanceof FormData ? uploadDeadlineMs : answerDeadlineMs;
  const deadline = AbortSignal.timeout(deadlineMs);
  return fetch(address, {
    ...init,
    redirect: "error",
    signal: init.signal ? AbortSignal.any([init.signal, deadline]) : deadline,
  });
};

const pictureDeadlineMs = 600_000;

/** The same for a picture, which may be large and the line slow. */
export const pictureFetch: typeof fetch = (address, init = {}) =>
  fetch(address, {
    ...init,
    redirect: "error",
    signal: AbortSignal.any([
      ...(init.signal ? [init.signal] : []),
      AbortSignal.timeout(pictureDeadlineMs),
    ]),
  });

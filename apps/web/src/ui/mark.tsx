/** The mark: three bananas on one stem, outlined in light, plain in dark. */
export function Mark() {
  return (
    <svg viewBox="0 0 28 28" width="28" height="28" aria-hidden="true">
      <g
        fill="#ffd23f"
        style={{ stroke: "light-dark(#1d2118, #14160f)" }}
        strokeWidth="1.5"
        strokeLinejoin="round"
      >
        <path d="M17 5.5C8.5 6.5 2.2 13.2 3 21.6c.2 1.7 2.5 2 3.2.5C7.6 17 11.5 12.3 17.5 10.5z" />
        <path d="M17 7C11.3 10.5 9 17.2 10.9 24.2c.5 1.7 2.9 1.6 3.3-.1.9-5 3-9.4 6.3-12.6z" />
        <path d="M19.5 7.5C17.6 13 18.4 19 22 23.8c1.1 1.3 3.1.3 2.9-1.4-.7-4.7-.8-8.9.1-12.9z" />
      </g>
      <path
        d="M15.6 7.6 17.9 2.2c.2-.5.7-.7 1.2-.6l2.6.7c.5.1.8.6.7 1.1l-.3 2 2.9 3.6c-3.2 1.3-6.5.8-9.4-1.4z"
        style={{ fill: "light-dark(#1d2118, #b8991f)" }}
      />
    </svg>
  );
}

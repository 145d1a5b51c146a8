// Sets the colours before the first paint, so that a dark screen never flashes white. A file, because the CSP takes no inline script.
try {
  const chosen = localStorage.getItem("bunch-colour-scheme");
  const isDark =
    chosen === "dark" ||
    (chosen !== "light" && window.matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", isDark ? "dark" : "light");
} catch {
  // Storage may be shut off; then the system's own choice holds.
}

/** What to type to start the same again with another setting, in the shells of this system. */
export function startCommand(
  setting: string,
  { platform = process.platform, script = process.env["npm_lifecycle_event"] ?? "start" } = {},
): string {
  // Under another script (a test's, say) the usual one is meant.
  const command = script === "server" ? "npm run server" : "npm start";
  const [name, value] = setting.split("=");
  return platform === "win32"
    ? `$env:${name}="${value}"; ${command}  (in PowerShell), or  set ${name}=${value}&& ${command}  (in cmd)`
    : `${setting} ${command}`;
}

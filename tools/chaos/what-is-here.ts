import { hasRedis } from "../testing/has-redis.ts";
import { hasDebianPostgres } from "../testing/start-debian-postgres.ts";
import { type Topology, topologies } from "./plan.ts";

/** Which topologies this machine can run, and a sentence for each that it cannot. */
export function whatIsHere(): { topologies: Topology[]; missing: string[] } {
  const missing: string[] = [];
  if (!hasDebianPostgres)
    missing.push(
      "Workers beside an API were not tried: apt-get install postgresql-15 brings the server that they share.",
    );
  if (!hasRedis) missing.push("Redis was not tried: apt-get install redis-server.");
  const needs: Record<Topology, boolean> = {
    "all-in-one": true,
    workers: hasDebianPostgres,
    redis: hasDebianPostgres && hasRedis,
    apart: hasDebianPostgres,
    fleet: hasDebianPostgres && hasRedis,
  };
  return { topologies: topologies.filter((one) => needs[one]), missing };
}

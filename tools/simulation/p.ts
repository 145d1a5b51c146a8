import fc from "fast-check";
import { installLightAbort } from "./light-abort.ts";
import { runSchedule } from "./run-schedule.ts";
import { schedules } from "./schedule.ts";
import { plantedBugs } from "./planted-bugs.ts";
installLightAbort();
for (const [name, plant] of Object.entries(plantedBugs)) {
let n=0,found=0,msg='';
const told=await fc.check(fc.asyncProperty(schedules, async (s)=>{n++;const r=await runSchedule(s,plant);if(r.violations.length){ if(!found)found=n;msg=r.violations[0]!;throw new Error(r.violations.join("\n"))}}),{numRuns:Number(process.argv[2]??5000),seed:Number(process.argv[3]??1)});
console.log(name.padEnd(55), told.failed?'found at '+found:'NOT FOUND', 'runs w/ shrink', n, msg.slice(0,150), told.failed?JSON.stringify((told.counterexample as any)[0]).length:'');
}

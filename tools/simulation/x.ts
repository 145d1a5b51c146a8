import fc from "fast-check";
import { installLightAbort } from "./light-abort.ts";
import { runSchedule } from "./run-schedule.ts";
import { schedules } from "./schedule.ts";
installLightAbort();
const n=Number(process.argv[2]??200);
let calls=0,steps=0,vms=0;
const c=process.cpuUsage(),t=performance.now();
const told=await fc.check(fc.asyncProperty(schedules, async (s)=>{const r=await runSchedule(s);calls+=r.calls;steps+=r.steps;vms+=r.virtualMs;if(r.violations.length) throw new Error(r.violations.join("\n"))}),{numRuns:n,seed:Number(process.argv[3]??1), ...(process.argv[4]?{path:process.argv[4]}:{})});
const u=process.cpuUsage(c);
console.log('runs',told.numRuns,'cpu ms each',((u.user+u.system)/1000/told.numRuns).toFixed(3),'wall',((performance.now()-t)/told.numRuns).toFixed(3),'calls',calls/told.numRuns,'steps',steps/told.numRuns,'virtual s',vms/1000/told.numRuns);
if(told.failed) {console.log(String((told as any).errorInstance));console.log(fc.defaultReportMessage(told).slice(0,6000));}

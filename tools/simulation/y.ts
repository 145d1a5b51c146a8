import { installLightAbort } from "./light-abort.ts";
import { runSchedule } from "./run-schedule.ts";
import { readFileSync } from "node:fs";
installLightAbort();
const s=JSON.parse(readFileSync(0,'utf8'));
const told=await runSchedule(s,(a,db)=>{
 for(const k of Object.keys(a)) for(const v of Object.keys((a as any)[k])){const f=(a as any)[k][v];if(['orphans','list','takeBackUnclaimed','resumeDue','holdLease','beat'].includes(v)&&!process.argv[2])continue;(a as any)[k][v]=(i:any,j:any)=>{let r; try{r=f(i,j)}catch(e){r=String(e);console.log(db.nowMs.toFixed(0),k,v,String(e));throw e}console.log(db.nowMs.toFixed(0),k,v,JSON.stringify(i)?.slice(0,400),JSON.stringify(r)?.slice(0,300));return r}}
 return a});
console.log(told);

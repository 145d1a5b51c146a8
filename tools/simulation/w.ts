import fc from "fast-check";
import { installLightAbort } from "./light-abort.ts";
import { runSchedule } from "./run-schedule.ts";
import { schedules } from "./schedule.ts";
installLightAbort();
const rows:{braked:boolean,n:number,vs:number,steps:number,strikes:number}[]=[];
for (const s of fc.sample(schedules,{numRuns:3000,seed:3})) { let n=0; let db:any; const r=await runSchedule(s,(a,d)=>{db=d;const f=a.dispatch.chooseNext;a.dispatch.chooseNext=(i)=>{n++;return f(i)};return a});
rows.push({braked:db.isBraked,n,vs:r.virtualMs/1000,steps:r.steps,strikes:s.strikes.length})}
const avg=(x:number[])=>(x.reduce((a,b)=>a+b,0)/x.length).toFixed(1);
for(const b of [true,false]){const q=rows.filter(r=>r.braked===b);console.log(b,q.length,'choose',avg(q.map(r=>r.n)),'vs',avg(q.map(r=>r.vs)),'steps',avg(q.map(r=>r.steps)))}
rows.sort((a,b)=>b.steps-a.steps);const tot=rows.reduce((a,r)=>a+r.steps,0);console.log('top 10% of runs have',(rows.slice(0,300).reduce((a,r)=>a+r.steps,0)/tot*100).toFixed(0)+'% of steps');console.log(rows.slice(0,5));
console.log('no strikes',rows.filter(r=>r.strikes===0).length/rows.length);

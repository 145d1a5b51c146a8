import { installLightAbort } from "./light-abort.ts";
import { World } from "./world.ts";
installLightAbort();
const w=new World({"seed":0,"workers":[{"machine":0,"slots":1}],"batches":[{"user":0,"account":0,"results":1,"capCalls":0,"redrawFiltered":false}],"outcomes":[],"strikes":[]},(a)=>{
 for(const k of Object.keys(a)) for(const v of Object.keys((a as any)[k])){const f=(a as any)[k][v];(a as any)[k][v]=(i:any)=>{const r=f(i);console.log(k,v,JSON.stringify(i),JSON.stringify(r));return r}}
 return a});
(w.places[0] as any).process.crash; console.log(w.places.length, w.time.steps);
process.on("unhandledRejection",e=>console.log("UNH",e));
console.log(await w.time.pass({isOver:()=>false,untilMs:6000,mostSteps:100}), w.watch.violations);

import { VirtualTime } from "./virtual-time.ts";
const t=new VirtualTime(); t.in(5,()=>console.log('five')); t.in(1,()=>console.log('one'));t.in(1,()=>console.log('one b'));
console.log(await t.pass({isOver:()=>false,untilMs:100,mostSteps:10}));

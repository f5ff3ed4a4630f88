import { readAndOperateEveryPage } from "./readable";

readAndOperateEveryPage("light", "agent1@demo.test");

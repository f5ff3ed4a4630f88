import { readAndOperateEveryPage } from "./readable";

readAndOperateEveryPage("dark", "agent3@demo.test");

export { emailKey, phoneKey } from "./contact";
export { compatible, hasName, type PersonName } from "./name";

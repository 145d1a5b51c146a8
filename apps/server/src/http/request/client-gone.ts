/** The client hung up before its request was whole: there is nobody to answer. */
export class ClientGone extends Error {
  constructor() {
    super("The client hung up.");
    this.name = "ClientGone";
  }
}

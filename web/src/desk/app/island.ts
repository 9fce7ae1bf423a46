// The desk's application. It is a page of its own, so that the phone can keep a copy and open it without a network.
import "./desk.scss";
import { App } from "./app";

void App.start();

// The desk's application. It is a page of its own, so that it opens from the phone's own copy without a network.
import "./desk.scss";
import { App } from "./app";

void App.start();

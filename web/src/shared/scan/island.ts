// For pages with a box for a number that may also be on the frame as a bar code.
import { offersScanning } from "./offer";

offersScanning(document);

import { createTheme, type MantineColorsTuple } from "@mantine/core";
import buttonClasses from "./button.module.css";
import iconButtonClasses from "./icon-button.module.css";

const ink: MantineColorsTuple = [
  "#f7f7f0",
  "#efefe5",
  "#e2e3d6",
  "#c6c9b8",
  "#9aa08e",
  "#828974",
  "#626958",
  "#4a5140",
  "#30352a",
  "#1d2118",
];
const dark: MantineColorsTuple = [
  "#f2f4ea",
  "#c3c8b7",
  "#9aa08e",
  "#7d8573",
  "#4a5041",
  "#30352a",
  "#1c1f17",
  "#14160f",
  "#0e100a",
  "#0b0d08",
];

const shadow = "0 1px 2px #1d211814, 0 8px 24px #1d211824";

/** Mantine in the clothes of the house: calm ink by default, yellow only where a button asks for it. */
export const theme = createTheme({
  primaryColor: "ink",
  primaryShade: { light: 9, dark: 1 },
  black: "#1d2118",
  white: "#ffffff",
  colors: { ink, gray: ink, dark },
  fontFamily: "'Instrument Sans Variable', system-ui, sans-serif",
  headings: { fontFamily: "'Bricolage Grotesque Variable', system-ui, sans-serif" },
  fontSizes: { xs: "12px", sm: "13px", md: "15px", lg: "17px", xl: "20px" },
  spacing: { xs: "8px", sm: "12px", md: "16px", lg: "24px", xl: "32px" },
  radius: { xs: "4px", sm: "6px", md: "8px", lg: "12px", xl: "999px" },
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  shadows: { xs: "none", sm: "none", md: shadow, lg: shadow, xl: shadow },
  components: {
    Button: { defaultProps: { variant: "default", size: "md" }, classNames: buttonClasses },
    ActionIcon: { defaultProps: { variant: "subtle" }, classNames: iconButtonClasses },
  },
});

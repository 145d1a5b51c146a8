import { ActionIcon, Modal } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./dialog.module.css";

/** A question over the page: the focus stays inside, Escape leaves, and goes back where it was. */
export function Dialog(props: {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  closeLabel: string;
  children: ReactNode;
}) {
  return (
    // By classNames: a className would dress the frame around the content too, and hide the page behind it.
    <Modal.Root
      opened={props.isOpen}
      onClose={props.onClose}
      centered
      classNames={{ content: classes.content ?? "" }}
    >
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body className={classes.body ?? ""}>
          <div className={classes.head}>
            <Modal.Title className={classes.title ?? ""}>{props.title}</Modal.Title>
            <ActionIcon aria-label={props.closeLabel} onClick={props.onClose}>
              <IconX size={20} stroke={1.6} />
            </ActionIcon>
          </div>
          {props.children}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

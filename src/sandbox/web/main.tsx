import '@fontsource-variable/inter/index.css';
import '@fontsource-variable/jetbrains-mono/index.css';
import './styles/tokens.css';
import './styles/layout.css';
import './styles/messages.css';
import './styles/controls.css';
import './styles/panels.css';
import './styles/forced-colours.css';
import { render } from 'preact';
import { Root } from './root.tsx';

const place = document.getElementById('page');
if (place) render(<Root />, place);
